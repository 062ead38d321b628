/** Tests of pages in a real browser. They are skipped if none is installed. */
package io.footfall.browser;
