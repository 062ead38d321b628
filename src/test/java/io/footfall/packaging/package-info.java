/** What is shipped beside the code: manifests, containers, what a native executable carries, the list of libraries. */
package io.footfall.packaging;
