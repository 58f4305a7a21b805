// Talking with the sandbox: read the state, tell it what a person did, hear that something changed.

const POLL = 2000;
const SLOW_POLL = 15000;

/** Read the whole state of the sandbox. */
export async function readState() {
  const answer = await fetch("/api/state", { cache: "no-store" });
  if (!answer.ok) throw new Error(`state: ${answer.status}`);
  return answer.json();
}

/** Tell the sandbox something; return its answer, null when it gave none. */
export async function tell(path, body = {}) {
  const answer = await fetch(`/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/**
 * Keep `show(state)` called with the newest state; `tellLink(up)` hears whether the server answers.
 * Changes that come while a read is on its way are answered by one more read, not by many.
 */
export function follow(show, tellLink) {
  let reading = null;
  let again = false;
  let hearing = false;
  let last = 0;
  let seen = -1;

  async function read() {
    do {
      again = false;
      last = Date.now();
      try {
        const state = await readState();
        tellLink(true);
        seen = state.revision;
        show(state);
      } catch (error) {
        console.warn(error);
        tellLink(false);
      }
    } while (again);
    reading = null;
  }

  function refresh() {
    if (reading) again = true;
    else reading = read();
    return reading;
  }

  function listen() {
    const events = new EventSource("/api/events");
    events.onopen = () => {
      hearing = true;
    };
    events.onmessage = (event) => {
      if (revisionOf(event.data) !== seen) refresh();
    };
    events.onerror = () => {
      hearing = false;
      if (events.readyState === EventSource.CLOSED) setTimeout(listen, POLL);
    };
  }

  listen();
  setInterval(() => {
    if (Date.now() - last >= (hearing ? SLOW_POLL : POLL)) refresh();
  }, POLL / 2);
  return refresh;
}

function revisionOf(data) {
  try {
    return JSON.parse(data).revision;
  } catch {
    return null;
  }
}
