/** The slow and the broken: packaged services that are killed while they count. */
package io.footfall.faults;
