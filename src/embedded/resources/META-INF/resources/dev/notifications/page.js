// Shows the notifications of a user live. EventSource cannot send a token, so the stream is read with fetch. After a
// lost connection, Last-Event-ID makes the server send what was missed.

const SERVICE = "Bearer dev-service-token";
const SHOWN = 50;

const element = (id) => document.getElementById(id);
const shown = new Map();
let user = "u1";
let token = "";
let lastEventId = "";
let connection = new AbortController();

function state(name, text) {
  element("state").dataset.state = name;
  element("state").textContent = text;
}

async function api(method, path) {
  return fetch(`/api/notifications${path}`, { method, headers: { Authorization: token } });
}

/** Splits a byte stream into the blocks of server-sent events. */
async function* blocks(body) {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n\n");
    rest = parts.pop();
    yield* parts;
  }
}

function fieldsOf(block) {
  const fields = { id: "", event: "", data: "", retry: "" };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
    }
  }
  return fields;
}

async function listen(signal) {
  let pause = 2000;
  while (!signal.aborted) {
    try {
      const headers = { Authorization: token, Accept: "text/event-stream", "Last-Event-ID": lastEventId };
      const cut = new AbortController();
      element("cut").onclick = () => cut.abort();
      const answer = await fetch("/api/notifications/stream", { headers, signal: AbortSignal.any([signal, cut.signal]) });
      if (!answer.ok) {
        throw new Error(`answered with ${answer.status}`);
      }
      state("live", `Live, as ${user}`);
      for await (const block of blocks(answer.body)) {
        const fields = fieldsOf(block);
        lastEventId = fields.id || lastEventId;
        pause = Number(fields.retry) || pause;
        if (fields.event === "notification") {
          show(JSON.parse(fields.data));
        } else if (fields.event === "unread-count") {
          element("unread").textContent = JSON.parse(fields.data).unread;
        }
      }
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
    }
    state("away", "Connection lost, coming again…");
    await new Promise((done) => setTimeout(done, pause));
  }
}

function show(notification) {
  if (shown.has(notification.id)) {
    return;
  }
  const item = document.createElement("li");
  const text = document.createElement("div");
  const title = document.createElement("strong");
  const about = document.createElement("p");
  title.textContent = notification.title;
  about.textContent = [notification.body, `${notification.type} · #${notification.seq} · ${new Date(notification.createdAt).toLocaleTimeString()}`]
    .filter(Boolean)
    .join(" — ");
  text.append(title, about);
  const read = button("Read", `Mark "${notification.title}" as read`, async () => {
    if ((await api("POST", `/${notification.id}/read`)).ok) {
      markRead(item);
    }
  });
  const remove = button("Delete", `Delete "${notification.title}"`, async () => {
    if ((await api("DELETE", `/${notification.id}`)).ok) {
      item.remove();
      shown.delete(notification.id);
      tidy();
    }
  });
  item.append(text, read, remove);
  if (notification.readAt) {
    markRead(item);
  }
  shown.set(notification.id, item);
  const after = [...element("inbox").children].find((other) => Number(other.dataset.seq) < notification.seq);
  item.dataset.seq = notification.seq;
  element("inbox").insertBefore(item, after ?? null);
  tidy();
}

function button(text, label, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.onclick = action;
  return made;
}

function markRead(item) {
  item.classList.add("read");
  item.querySelector("button").disabled = true;
}

function tidy() {
  while (shown.size > SHOWN) {
    const oldest = element("inbox").lastElementChild;
    shown.forEach((item, id) => item === oldest && shown.delete(id));
    oldest.remove();
  }
  element("empty").hidden = shown.size > 0;
}

element("connect").onsubmit = async (event) => {
  event.preventDefault();
  connection.abort();
  connection = new AbortController();
  const signal = connection.signal;
  user = element("user").value;
  element("whose").textContent = user;
  element("send").elements.userId.value = user;
  shown.clear();
  element("inbox").replaceChildren();
  tidy();
  state("away", "Connecting…");
  const signedIn = await fetch(`/dev/token?user=${encodeURIComponent(user)}`);
  if (!signedIn.ok) {
    state("closed", "No token: a key of readers is configured, and only its owner signs in.");
    return;
  }
  token = `Bearer ${await signedIn.text()}`;
  const page = await (await api("GET", `?limit=${SHOWN}`)).json();
  page.items.forEach(show);
  lastEventId = String(page.items[0]?.seq ?? 0);
  element("cut").disabled = element("read-all").disabled = false;
  listen(signal);
};

element("read-all").onclick = async () => {
  if ((await api("POST", "/read-all")).ok) {
    shown.forEach(markRead);
  }
};

element("send").onsubmit = async (event) => {
  event.preventDefault();
  const { delay, ...notification } = Object.fromEntries(new FormData(event.target));
  if (Number(delay) > 0) {
    notification.deliverAt = new Date(Date.now() + 1000 * Number(delay)).toISOString();
  }
  const answer = await fetch("/api/notifications", {
    method: "POST",
    headers: { Authorization: SERVICE, "Content-Type": "application/json" },
    body: JSON.stringify(notification),
  });
  const said = await answer.json();
  element("sent").textContent = answer.ok ? `${said.state}${said.deliverAt ? ` for ${said.deliverAt}` : ""}` : said.detail;
};

element("connect").requestSubmit();
