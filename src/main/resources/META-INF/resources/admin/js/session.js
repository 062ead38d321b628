// The operator's token: in this tab alone, so that a reload keeps it and closing the tab forgets it.

const KEY = 'footfall.token';

export function token() {
  return sessionStorage.getItem(KEY);
}

export function remember(secret) {
  sessionStorage.setItem(KEY, secret);
}

export function forget() {
  sessionStorage.removeItem(KEY);
}
