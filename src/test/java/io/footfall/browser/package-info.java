/** What people see in a browser, in a real one; skipped where there is none. */
package io.footfall.browser;
