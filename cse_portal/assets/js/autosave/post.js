// Asking the site, with every answer that there can be.

const ASK = { redirect: "manual", headers: { Accept: "application/json" } };
const KEEPALIVE_LIMIT = 60_000;

// Tells {kind, …}: saved, changed, signed-out, other-user, no-connection, refused.
export async function post({ url, user, token, version, values, leaving = false }) {
  const answer = await send({ url, token, version, values, leaving });
  if (answer.status !== 403) return told(answer);
  // A sign-in in another window changes the token; so does somebody else who signs in there.
  const state = await ask(url);
  if (state.kind) return state;
  if (String(state.user) !== user) return { kind: "other-user" };
  return { ...(await told(await send({ url, token: state.token, version, values }))), token: state.token };
}

async function send({ url, token, version, values, leaving }) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, version });
  for (const [name, texts] of Object.entries(values)) {
    for (const text of texts) body.append(name, text);
  }
  const keepalive = Boolean(leaving) && body.toString().length < KEEPALIVE_LIMIT;
  try {
    return await fetch(url, { ...ASK, method: "POST", body, keepalive });
  } catch {
    return { status: 0 };
  }
}

async function ask(url) {
  let answer;
  try {
    answer = await fetch(url, { ...ASK, cache: "no-store" });
  } catch {
    return { kind: "no-connection" };
  }
  return answer.ok ? answer.json() : told(answer);
}

async function told(answer) {
  if (answer.type === "opaqueredirect") return { kind: "signed-out" };
  if (answer.status === 0) return { kind: "no-connection" };
  if (answer.status === 200) return { kind: "saved", ...(await answer.json()) };
  if (answer.status === 409) return { kind: "changed", ...(await answer.json()) };
  return { kind: "refused", status: answer.status };
}
