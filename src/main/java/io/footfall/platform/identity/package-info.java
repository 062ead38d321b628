/**
 * Who is calling: anonymous readers, signed-in readers (JWT), services, operators and the cron trigger, and the
 * pseudonym under which a viewer is counted. Neither an address nor a user agent leaves this package. Start with
 * {@link io.footfall.platform.identity.Roles} and {@link io.footfall.platform.identity.Viewers}.
 */
package io.footfall.platform.identity;
