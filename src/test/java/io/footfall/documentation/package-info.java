/** The README and the pages of {@code docs}: what they show is what happens. */
package io.footfall.documentation;
