// A curator's word on a stretch of a page: "this is personal data", "this is not". Works on every element with data-document and
// data-page whose pieces carry data-s and data-e: offsets are code points of the stored page, half-open.
const bar = document.getElementById("mend");
const token = document.querySelector('meta[name="csrf-token"]').content;
const deny = bar?.querySelector(".mend-deny");
const allow = bar?.querySelector(".mend-allow");
const note = bar?.querySelector(".mend-note");
const undo = bar?.querySelector(".mend-undo");
const SETTLE_MS = 250; // a selection that still grows
let chosen = null; // {place, start, end, from}: what the bar speaks of
let isDragging = false;
let isSure = false; // a hidden value was asked for twice
let waiting = 0;

const points = (text) => Array.from(text).length;

/** Code points of the piece before this spot of it. */
function before(piece, node, offset) {
  const range = document.createRange();
  range.setStart(piece, 0);
  range.setEnd(node, offset);
  return points(range.toString());
}

/** Where the selection starts and ends in the stored page, names and labels taken whole; null if it is on no page or on two. */
function stretch(range) {
  const root = range.commonAncestorContainer;
  const place = (root.nodeType === Node.ELEMENT_NODE ? root : root.parentElement)?.closest("[data-document]");
  if (!place || range.collapsed) return null;
  let [start, end] = [Infinity, -1];
  for (const piece of place.querySelectorAll("[data-s]")) {
    if (!range.intersectsNode(piece)) continue;
    const [from, to] = [Number(piece.dataset.s), Number(piece.dataset.e)];
    const isText = piece.dataset.kind === "text";
    const first = piece.contains(range.startContainer) ? before(piece, range.startContainer, range.startOffset) : 0;
    const last = piece.contains(range.endContainer) ? before(piece, range.endContainer, range.endOffset) : points(piece.textContent);
    if (first >= last) continue; // only its edge is touched
    start = Math.min(start, isText ? from + first : from);
    end = Math.max(end, isText ? from + last : to);
  }
  return start < end ? { place, start, end } : null;
}

function put(box) {
  bar.hidden = false;
  const width = bar.offsetWidth;
  const left = Math.max(8, Math.min(box.left + box.width / 2 - width / 2, document.documentElement.clientWidth - width - 8));
  const isBelow = box.bottom + bar.offsetHeight + 16 < innerHeight;
  const top = (isBelow ? box.bottom + 8 : Math.max(8, box.top - bar.offsetHeight - 8)) + scrollY;
  bar.style.setProperty("--left", `${left + scrollX}px`);
  bar.style.setProperty("--top", `${top}px`);
}

function turn(form) {
  for (const one of [deny, allow]) one.hidden = one !== form;
  note.hidden = form !== null;
  undo.hidden = true;
  isSure = false;
}

function close(isGivingBack = false) {
  if (!bar || bar.hidden) return;
  const from = chosen?.from;
  bar.hidden = true;
  chosen = null;
  if (isGivingBack) from?.focus();
}

function offerDeny(range) {
  const found = stretch(range);
  if (!found || !range.toString().trim()) return;
  chosen = found;
  const text = range.toString().trim().replace(/\s+/g, " ");
  deny.querySelector("q").textContent = points(text) > 48 ? `${Array.from(text).slice(0, 47).join("")}…` : text;
  turn(deny);
  put(range.getBoundingClientRect());
}

function offerAllow(piece) {
  chosen = { place: piece.closest("[data-document]"), start: Number(piece.dataset.s), end: Number(piece.dataset.e), from: piece };
  const what = allow.querySelector(".mend-what");
  what.textContent = piece.textContent;
  what.className = `mend-what ${piece.dataset.kind}`;
  allow.querySelector("button").textContent = "This is not personal data";
  turn(allow);
  put(piece.getBoundingClientRect());
  allow.querySelector("button").focus({ preventScroll: true });
}

function say(text, kind = "") {
  turn(null);
  note.textContent = text;
  note.className = `mend-note ${kind}`;
}

async function send(address, fields) {
  const reply = await fetch(address, {
    method: "POST", redirect: "manual", headers: { "X-CSRFToken": token }, body: new URLSearchParams(fields),
  });
  if (reply.status === 409) throw new Error((await reply.json()).error);
  if (!reply.ok) throw new Error("The appliance did not take it. Load the page again and repeat.");
  return reply;
}

const documents = (count) => (count === 1 ? "One document is" : `${count} documents are`);

function told({ documents: count, withheld }) {
  if (!count) return "It counts from now on; no document holds it.";
  return `${documents(count)} being cleaned again${withheld ? ", and out of sight until that is done" : ""}.`;
}

async function mend(entity) {
  const { place, start, end } = chosen;
  try {
    const address = `${bar.dataset.documents}/${encodeURIComponent(place.dataset.document)}/mends`;
    const done = await (await send(address, { page: place.dataset.page, start, end, entity })).json();
    say(`${entity ? "Hidden in" : "Shown in"} ${done.collection} from now on. ${told(done)}`, "good");
    undo.hidden = false;
    undo.onclick = () => takeBack(done);
    bar.querySelector(".mend-close").focus({ preventScroll: true });
  } catch (error) {
    say(error instanceof TypeError ? "The connection was lost." : error.message, "bad");
  }
}

async function takeBack(done) {
  try {
    await send(`${bar.dataset.collections}/${encodeURIComponent(done.collection)}/mends/remove`, { id: done.id });
    say("Taken back.", "good");
  } catch (error) {
    say(error.message, "bad");
  }
}

function settled() {
  clearTimeout(waiting);
  if (isDragging) return;
  waiting = setTimeout(() => {
    const selection = getSelection();
    if (selection.rangeCount && !selection.isCollapsed && !bar.contains(document.activeElement)) offerDeny(selection.getRangeAt(0));
  }, SETTLE_MS);
}

function pieceOf(event) {
  const piece = event.target.closest?.("[data-mendable]");
  return piece && getSelection().isCollapsed ? piece : null;
}

if (bar) {
  document.addEventListener("selectionchange", settled);
  document.addEventListener("pointerdown", (event) => {
    isDragging = event.pointerType === "mouse";
    if (!bar.contains(event.target)) close();
  });
  document.addEventListener("pointerup", () => { isDragging = false; settled(); });
  document.addEventListener("click", (event) => { const piece = pieceOf(event); if (piece) offerAllow(piece); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(true);
    else if ((event.key === "Enter" || event.key === " ") && event.target.matches?.("[data-mendable]")) { event.preventDefault(); offerAllow(event.target); }
    else if (event.key === "Tab" && !bar.hidden && !bar.contains(event.target)) { event.preventDefault(); bar.querySelector("select, button").focus(); } // from the selected text into the bar
  });
  deny.addEventListener("submit", (event) => { event.preventDefault(); mend(deny.elements.entity.value); });
  allow.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = allow.querySelector("button");
    if (chosen.from.dataset.kind === "label" && !isSure) { // nobody should un-hide by one slip what he cannot see
      isSure = true;
      button.textContent = "Show it to every reader?";
      return;
    }
    mend("");
  });
  bar.querySelector(".mend-close").addEventListener("click", () => close(true));
}
