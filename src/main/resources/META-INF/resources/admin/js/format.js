// Figures and times as people read them.

const LOCALE = 'en';
const WHOLE = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const COMPACT = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const CHANGE = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const MOMENT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });

export const MISSING = '–';

const orMissing = (format) => (value) => (value === null || value === undefined ? MISSING : format(value));

export const count = orMissing((value) => WHOLE.format(value));
export const compact = orMissing((value) => (value < 100_000 ? WHOLE : COMPACT).format(value));
export const percent = orMissing((value) => PERCENT.format(value));
export const change = orMissing((value) => CHANGE.format(value));

/** Something a second: tenths where they mean something. */
export const rate = orMissing((value) => (value > 0 && value < 100 ? TENTHS : WHOLE).format(value));

export const millis = orMissing((value) => {
  if (value >= 1_000) {
    return `${TENTHS.format(value / 1_000)} s`;
  }
  return `${(value < 10 ? TENTHS : WHOLE).format(value)} ms`;
});

export const bytes = orMissing((value) => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
  return `${(power === 0 ? WHOLE : TENTHS).format(value / 1024 ** power)} ${units[power]}`;
});

export const clock = (date) => CLOCK.format(date);
export const moment = (date) => MOMENT.format(date);
export const day = (date) => DAY.format(date);

export function ago(date, now = new Date()) {
  const seconds = Math.max(0, Math.round((now - date) / 1_000));
  if (seconds < 2) {
    return 'just now';
  }
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)} min ago`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

export function many(number, one, more) {
  return `${count(number)} ${number === 1 ? one : more}`;
}
