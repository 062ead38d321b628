/** Slow tests, and tests of faults: packaged services whose stores fail, and that are killed while they count. */
package io.footfall.faults;
