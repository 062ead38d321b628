/**
 * Tests of what is shipped besides the code: manifests, containers, the contents of a native executable, the software
 * bill of materials.
 */
package io.footfall.packaging;
