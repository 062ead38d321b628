// The operator's page: who is signed in, and what the stream tells to which part.

import { bufferSection } from './buffer.js';
import { cachesSection } from './caches.js';
import { byId, refreshTimes, setText } from './dom.js';
import { jobsSection } from './jobs.js';
import { kpisSection } from './kpis.js';
import { watch } from './live.js';
import { refusalsSection } from './refusals.js';
import { selfTestSection } from './selftest.js';
import { forget, remember, token } from './session.js';
import { refusal, showDashboard, showSignIn, whenSignedIn } from './signin.js';
import * as status from './status.js';
import { postgresSection, redisSection } from './stores.js';
import { streamsSection } from './streams.js';
import { syncsSection } from './syncs.js';
import { startTheme } from './theme.js';
import { trendingSection } from './trending.js';
import { viewsSection } from './views.js';

const views = viewsSection();
const parts = [
  views, bufferSection(), syncsSection(), cachesSection(), refusalsSection(), jobsSection(), redisSection(),
  postgresSection(), streamsSection(),
];
const polls = [trendingSection(), kpisSection()];
const selfTest = selfTestSection();
let stop = () => {};

const listener = {
  opened() {
    showDashboard();
    polls.forEach((poll) => poll.start());
  },

  event(name, data) {
    if (name === 'course') {
      views.course(data);
    } else if (name === 'figures') {
      parts.forEach((part) => part.show(data));
      status.live(data);
      setText('scope', data.scope === 'platform'
        ? `Rates of all replicas, told by replica ${data.replica}.`
        : `Rates of replica ${data.replica} alone.`);
    }
  },

  waiting(pause) {
    showDashboard();
    [...parts, ...polls].forEach(({ section }) => section.failed('Not live.'));
    status.reconnecting(pause);
  },

  refused(failure) {
    leave(refusal(failure));
  },
};

function enter() {
  parts.forEach((part) => part.reset());
  selfTest.reset();
  status.connecting();
  stop = watch(listener);
}

function leave(why) {
  stop();
  forget();
  polls.forEach((poll) => poll.stop());
  status.signedOut();
  showSignIn(why);
}

whenSignedIn((secret) => {
  remember(secret);
  enter();
});
byId('sign-out').addEventListener('click', () => leave());
setInterval(refreshTimes, 1_000);
startTheme();

if (token()) {
  enter();
} else {
  showSignIn();
}
