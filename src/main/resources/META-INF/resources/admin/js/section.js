// A part of the page, and what state it is in: it says so in words, and what is old says from when it is.

import { clock } from './format.js';
import { setText } from './dom.js';

export class Section {
  #root;
  #note;
  #shownAt = null;

  constructor(id) {
    this.#root = document.getElementById(id);
    this.#note = this.#root.querySelector('.note');
    this.loading();
  }

  find(selector) {
    return this.#root.querySelector(selector);
  }

  #set(state, note) {
    this.#root.dataset.state = state;
    setText(this.#note, note);
  }

  loading() {
    this.#shownAt = null;
    this.#set('loading', 'Waiting for figures');
  }

  /** It shows what is so now; a note tells more where there is more to tell. */
  ready(note = '') {
    this.#shownAt = new Date();
    this.#set('ready', note);
  }

  /** There is nothing to show, and nothing is wrong. */
  empty(note) {
    this.#shownAt = new Date();
    this.#set('empty', note);
  }

  /** Nothing can be shown; what was shown before stays, with its time. */
  failed(note) {
    if (this.#shownAt === null) {
      this.#set('error', note);
    } else {
      this.#set('stale', `${note} From ${clock(this.#shownAt)}`);
    }
  }
}
