/**
 * Authentication and client identity: anonymous readers, signed-in readers (JWT), services, operators and the cron
 * trigger, and the identity under which a viewer is counted. Client addresses and user agents are personal data and
 * must not be stored or logged in plain text. Start with {@link io.footfall.platform.identity.Roles} and
 * {@link io.footfall.platform.identity.Viewers}.
 */
package io.footfall.platform.identity;
