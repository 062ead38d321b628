/** Tests of the development build, from its first start. */
package io.footfall.development;
