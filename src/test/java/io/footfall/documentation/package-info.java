/** Tests that the README and the pages of {@code docs} show what really happens. */
package io.footfall.documentation;
