// The form for the token, and what is said about it.

import { byId, setText } from './dom.js';

export function showSignIn(why = '') {
  byId('dashboard').hidden = true;
  byId('sign-out').hidden = true;
  byId('sign-in').hidden = false;
  byId('sign-in-button').disabled = false;
  setText('scope', '');
  setText('sign-in-error', why);
  byId('token').value = '';
  byId('token').setAttribute('aria-invalid', String(why !== ''));
  byId('token').focus();
}

export function showDashboard() {
  const first = byId('dashboard').hidden;
  byId('sign-in').hidden = true;
  byId('sign-out').hidden = false;
  byId('dashboard').hidden = false;
  byId('token').value = '';
  if (first) {
    byId('main').focus({ preventScroll: true });
  }
}

/** A token is ASCII without blanks; a browser could not even send anything else. */
const TOKEN = /^[\x21-\x7e]+$/;

export function whenSignedIn(action) {
  byId('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const secret = byId('token').value.trim();
    if (!TOKEN.test(secret)) {
      showSignIn('A token has no blanks and no letters beyond ASCII.');
      return;
    }
    setText('sign-in-error', '');
    byId('sign-in-button').disabled = true;
    action(secret);
  });
}

export function refusal({ status }) {
  return status === 403
    ? 'This token is not an operator’s (403). A service’s token or the cron secret does not open this page.'
    : 'The service does not know this token (401).';
}
