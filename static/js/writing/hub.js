// Speaks to the hub: where a text stands, and saving it. The same save sent twice is one version there.

const PATIENCE_MS = 20000; // a signal too weak for this is none
const KEEPALIVE_MOST = 60000; // bytes that a browser still sends for a page that is going

export class Refusal extends Error {
  constructor(status, told) {
    super(told.words ?? "The portal could not answer. Your text is kept on this device and is sent again.");
    this.status = status;
    this.code = told.error ?? "";
    this.serverNow = told.server_now ?? "";
  }
}

// JSON from the hub. Throws a Refusal where the hub said no, and what fetch throws where there is no signal.
async function ask(url, options = {}) {
  const answer = await fetch(url, {
    credentials: "same-origin",
    redirect: "error",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...options,
  });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const told = isJson ? await answer.json() : {};
  if (!answer.ok || !isJson) throw new Refusal(answer.status, told);
  return told;
}

const tokens = new Map(); // by address: signing in again changes them

// Where the text stands; with the newest text, unless `has` is its number. {person, csrf, server_now, closes_at, newest}
export async function standing(url, has = -1) {
  const told = await ask(has > 0 ? `${url}?has=${has}` : url);
  tokens.set(url, told.csrf);
  return told;
}

function post(record, isGoing) {
  const { answers, basedOn, uuid, writtenAt, person, source, page, turn, follows } = record;
  const where = { based_on: basedOn, client_uuid: uuid, page, turn, follows };
  const body = JSON.stringify({ answers, written_at: writtenAt, person, source, ...where });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": tokens.get(record.url) ?? "" };
  const keepalive = isGoing && new Blob([body]).size < KEEPALIVE_MOST;
  return ask(record.url, { method: "POST", headers, body, keepalive });
}

// {outcome, number, words, url, server_now, closes_at, newest}
export async function save(record, { token = "", isGoing = false } = {}) {
  if (token && !tokens.has(record.url)) tokens.set(record.url, token);
  if (!tokens.has(record.url)) await standing(record.url, record.basedOn);
  try {
    return await post(record, isGoing);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 403) throw error;
    await standing(record.url, record.basedOn); // the token is from before they signed in again; or nobody is signed in
    return post(record, isGoing);
  }
}
