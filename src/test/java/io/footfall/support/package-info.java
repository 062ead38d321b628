/** What tests share: real stores, callers, and a look behind the API. */
package io.footfall.support;
