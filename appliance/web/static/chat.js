// Asks, and shows checked sentences as they come. All text is set as text, never as markup.
const form = document.getElementById("ask");
const box = document.getElementById("question");
const log = document.getElementById("log");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
const mends = document.getElementById("mend") !== null; // for curators
let running = null;

function made(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

const MEANING = { value: "Personal data, shown because you may see it", label: "Personal data, hidden" };

/** Parts of a text: names and labels are marked as such, [1] is a chip. */
function fill(element, parts, sources) {
  for (const { kind, text } of parts) {
    if (kind !== "text") {
      const mark = made("span", kind, text);
      mark.title = MEANING[kind];
      element.append(mark);
      continue;
    }
    for (const run of text.split(/(\s?\[\d{1,2}\])/)) {
      const marker = /^\s?\[(\d+)\]$/.exec(run);
      element.append(marker ? sources.chip(Number(marker[1])) : run);
    }
  }
}

/** The sources of one answer: chips wait for the citation that they point to. */
class Sources {
  constructor(list) {
    this.list = list;
    this.chips = new Map();
    this.known = new Map();
  }

  chip(marker) {
    const chip = made("a", "chip", String(marker));
    chip.setAttribute("aria-label", `Source ${marker}`);
    if (!this.chips.has(marker)) this.chips.set(marker, []);
    this.chips.get(marker).push(chip);
    if (this.known.has(marker)) this.link(chip, this.known.get(marker));
    return chip;
  }

  link(chip, citation) {
    chip.href = `${form.dataset.documents}/${encodeURIComponent(citation.document_id)}#p=${citation.page}&s=${citation.start}&e=${citation.end}`;
    chip.title = `${citation.shown_name}, page ${citation.page}`;
    chip.target = "_blank";
    chip.rel = "noopener";
  }

  /** The quote in pieces that know where they stand in the document: `mend.js` reads them. */
  quote(citation) {
    const quote = made("q");
    quote.dataset.document = citation.document_id;
    quote.dataset.page = citation.page;
    for (const part of citation.quote_parts) {
      const piece = made("span", part.kind === "text" ? "" : part.kind, part.text);
      Object.assign(piece.dataset, { s: part.start, e: part.end, kind: part.kind });
      if (part.kind !== "text") piece.title = MEANING[part.kind];
      if (part.mendable && mends) {
        piece.dataset.mendable = "";
        piece.tabIndex = 0;
        piece.setAttribute("role", "button");
      }
      quote.append(piece);
    }
    return quote;
  }

  add(citation) {
    this.known.set(citation.marker, citation);
    for (const chip of this.chips.get(citation.marker) ?? []) this.link(chip, citation);
    const item = made("li", "cite");
    const link = made("a", "source");
    this.link(link, citation);
    const name = made("span", "name", citation.shown_name);
    const where = made("span", "where", `${citation.collection}, page ${citation.page}`);
    link.append(made("span", "chip", String(citation.marker)), name, where);
    item.append(link, this.quote(citation));
    this.list.append(item);
    this.list.hidden = false;
  }
}

const MODES = {
  grounded: "Written from the sources, each sentence checked against the text",
  quote: "Quoted word for word from the sources",
  extract: "Sentences of the documents, word for word",
};

/** One question and its answer on the page. */
class Exchange {
  constructor(question) {
    document.getElementById("empty").hidden = true;
    this.question = question;
    log.append(made("p", "asked", question));
    this.card = made("article", "answer");
    this.card.setAttribute("aria-busy", "true");
    this.state = made("p", "status");
    this.text = made("p", "said");
    this.list = made("ol", "sources");
    this.list.hidden = true;
    this.list.setAttribute("aria-label", "Sources");
    this.foot = made("p", "foot");
    this.card.append(this.state, this.text, this.list, this.foot);
    log.append(this.card);
    this.sources = new Sources(this.list);
    this.said = 0;
    this.say("Searching your documents");
    this.card.scrollIntoView({ block: "end" });
  }

  say(text) {
    this.state.replaceChildren(made("span", "dots"), text);
    this.state.hidden = false;
  }

  queue({ position }) {
    this.say(position > 0 ? `In the queue, position ${position}` : "Writing the answer");
  }

  passages({ passages }) {
    const documents = new Set(passages.map((one) => one.document_id)).size;
    if (passages.length) this.say(`Reading ${passages.length} passage${passages.length === 1 ? "" : "s"} of ${documents} document${documents === 1 ? "" : "s"}`);
  }

  sentence({ parts }) {
    this.say("Checking the next sentence");
    if (this.said) this.text.append(" ");
    fill(this.text, parts, this.sources);
    this.said += 1;
    this.stay();
  }

  citation(citation) {
    this.sources.add(citation);
    this.stay();
  }

  done(result) {
    if (!this.said) fill(this.text, result.parts, this.sources);
    if (result.answered) {
      const seconds = (result.timings.total_ms / 1000).toFixed(1);
      this.foot.append(made("span", "checked", MODES[result.mode] ?? result.mode), ` ${seconds} s `, made("span", "receipt", `Receipt ${result.receipt}`));
    } else {
      this.card.classList.add("unanswered");
      this.foot.append(result.withheld ? "Held back: the answer could not be checked safely." : "Nothing was made up in its place. Try other words, or ask in other collections.");
    }
    this.end();
  }

  error({ message }) {
    this.card.classList.add("failed");
    const again = made("button", "quiet", "Ask again");
    again.type = "button";
    again.addEventListener("click", () => { box.value = this.question; form.requestSubmit(); });
    this.foot.replaceChildren(message, " ", again);
    this.end();
  }

  stopped() {
    this.card.classList.add("unanswered");
    this.foot.append("Stopped.");
    this.end();
  }

  end() {
    this.state.hidden = true;
    this.card.removeAttribute("aria-busy");
    this.stay();
  }

  stay() { // keeps the newest line in view, unless the reader has scrolled up
    const root = document.scrollingElement;
    if (root.scrollHeight - root.scrollTop - root.clientHeight < 240) this.card.scrollIntoView({ block: "end" });
  }
}

async function* events(stream) {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = /^event: (.+)$/m.exec(block);
      const content = /^data: (.+)$/m.exec(block);
      if (event && content) yield [event[1], JSON.parse(content[1])];
    }
    if (done) return;
  }
}

const LOST = { message: "The connection to the appliance was lost before the answer was complete." };

async function ask(question) {
  const exchange = new Exchange(question);
  const collections = [...form.querySelectorAll("input[name=collections]:checked")].map((one) => one.value);
  running = new AbortController();
  try {
    const reply = await fetch(form.action, {
      method: "POST", redirect: "manual", signal: running.signal,
      headers: { "Content-Type": "application/json", Accept: "text/event-stream", "X-CSRFToken": form.elements.csrf_token.value },
      body: JSON.stringify({ question, conversation: form.dataset.conversation, collections }),
    });
    if (reply.type === "opaqueredirect") { location.assign(form.dataset.login); return; }
    if (!reply.ok) { exchange.error({ message: reply.status === 400 ? "This page has been open for too long. Load it again, then repeat the question." : "The appliance did not take this question." }); return; }
    let isOver = false;
    for await (const [name, content] of events(reply.body)) {
      if (["queue", "passages", "sentence", "citation", "done", "error"].includes(name)) exchange[name](content);
      isOver ||= name === "done" || name === "error";
    }
    if (!isOver) exchange.error(LOST);
  } catch (error) {
    if (error.name === "AbortError") exchange.stopped();
    else exchange.error(LOST);
  } finally {
    running = null;
  }
}

function fit() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

function busy(isBusy) {
  send.hidden = isBusy;
  stop.hidden = !isBusy;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question || running) return;
  box.value = "";
  fit();
  busy(true);
  await ask(question);
  busy(false);
  box.focus();
});

box.addEventListener("input", fit);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
stop.addEventListener("click", () => running?.abort());
addEventListener("keydown", (event) => { if (event.key === "Escape") running?.abort(); });

for (const starter of document.querySelectorAll(".starter")) {
  starter.addEventListener("click", () => {
    box.value = starter.dataset.text;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  });
}

const scope = document.getElementById("scope");
const all = scope?.textContent;
form.addEventListener("change", () => {
  const chosen = [...form.querySelectorAll("input[name=collections]:checked")].map((one) => one.value);
  if (scope) scope.textContent = chosen.length ? `Only ${chosen.join(", ")}` : all;
});
