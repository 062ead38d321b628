/** The build for development, as somebody starts it for the first time. */
package io.footfall.development;
