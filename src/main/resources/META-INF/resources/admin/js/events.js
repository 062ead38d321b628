// Server-sent events, read from the chunks of a body. EventSource would do it, but cannot send a header.

export class EventReader {
  #rest = '';

  /** Takes a chunk of text and returns the events that it completes. */
  read(text) {
    this.#rest += text.replace(/\r/g, '');
    const blocks = this.#rest.split('\n\n');
    this.#rest = blocks.pop();
    return blocks.map(eventOf).filter((event) => event.data !== '');
  }
}

function eventOf(block) {
  const event = { name: 'message', data: '' };
  const data = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === 'event') {
      event.name = value;
    } else if (field === 'data') {
      data.push(value);
    }
  }
  event.data = data.join('\n');
  return event;
}
