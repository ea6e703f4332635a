// The list: find by name and collection. The upload: one request a file, so that each shows its own progress.
const token = document.querySelector('meta[name="csrf-token"]').content;

const find = document.getElementById("find");
const within = document.getElementById("within");

function narrow() {
  const words = find.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of document.querySelectorAll("#list tbody tr")) {
    const name = row.querySelector(".name").textContent.toLocaleLowerCase();
    const fits = words.every((word) => name.includes(word)) && (!within?.value || row.dataset.collection === within.value);
    row.hidden = !fits;
    shown += fits;
  }
  const narrowed = words.length > 0 || Boolean(within?.value);
  document.getElementById("count").textContent = narrowed ? `${shown} found` : "";
  document.getElementById("none").hidden = shown > 0;
  document.getElementById("list").hidden = shown === 0;
}
find?.addEventListener("input", narrow);
within?.addEventListener("change", narrow);
if (find?.value) narrow(); // typed before this script came, or kept by the browser

const form = document.getElementById("upload");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function line(name) {
  const item = document.createElement("li");
  const title = document.createElement("span");
  const bar = document.createElement("progress");
  const state = document.createElement("span");
  title.className = "name";
  title.textContent = name;
  bar.max = 1;
  state.className = "fine";
  item.append(title, bar, state);
  document.getElementById("progress").append(item);
  return {
    say(text, kind = "") { state.textContent = text; item.className = kind; if (kind) bar.remove(); },
    at(part) { if (part === null) bar.removeAttribute("value"); else bar.value = part; },
  };
}

function send(file, collection, row) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("collection", collection);
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", token);
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) row.at(step.loaded / step.total); });
    request.addEventListener("load", () => (request.status === 202 ? resolve(JSON.parse(request.responseText).job) : reject(new Error(String(request.status)))));
    request.addEventListener("error", () => reject(new Error("0")));
    request.send(body);
  });
}

const REASONS = {
  unsupported: "this kind of file is not read", corrupt: "the file is damaged", empty: "the file is empty",
  too_large: "the file is too large", encrypted: "the file is locked with a password", no_text: "there is no text in it",
  needs_ocr: "it is a picture of text", timeout: "reading it took too long",
};

function told(row, files) {
  const first = files[0];
  const taken = files.filter((one) => one.status !== "rejected" && one.status !== "quarantined");
  if (!first) row.say("Could not be taken in", "bad");
  else if (!taken.length) row.say(`${first.status === "quarantined" ? "Held back" : "Not taken"}: ${REASONS[first.reason] ?? String(first.reason).replaceAll("_", " ")}`, "bad");
  else {
    const replaced = taken.reduce((sum, one) => sum + Object.values(one.entities ?? {}).reduce((a, b) => a + b, 0), 0);
    row.say(first.status === "unchanged" ? "Already there, unchanged" : `Searchable now, ${replaced} findings checked`, "good");
  }
  return taken.length > 0;
}

async function follow(job, row) {
  row.at(null);
  row.say("Waiting");
  for (;;) {
    await pause(700);
    const reply = await fetch(form.dataset.jobs + encodeURIComponent(job), { redirect: "manual" });
    if (!reply.ok) throw new Error(String(reply.status));
    const { state, files } = await reply.json();
    if (state === "done" || state === "failed") return told(row, files);
    row.say(state === "running" ? "Reading and cleaning" : "Waiting");
  }
}

function failed(row, error) {
  row.say(error.message === "0" ? "The connection was lost" : "The appliance did not take it. Load the page again and repeat.", "bad");
  return false;
}

async function take(files) {
  const collection = form.elements.collection.value;
  const rows = [...files].map((file) => [file, line(file.name)]);
  const following = []; // files are sent one after the other, and followed side by side
  for (const [file, row] of rows) {
    if (file.size > Number(form.dataset.mb) * 1e6) { row.say(`Larger than ${form.dataset.mb} MB`, "bad"); continue; }
    row.say("Sending");
    try {
      following.push(follow(await send(file, collection, row), row).catch((error) => failed(row, error)));
    } catch (error) {
      failed(row, error);
    }
  }
  if ((await Promise.all(following)).some(Boolean)) {
    const again = document.createElement("li");
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Show the new documents in the list";
    again.append(link);
    document.getElementById("progress").append(again);
  }
}

if (form) {
  const drop = document.getElementById("drop");
  const input = document.getElementById("files");
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  drop.addEventListener("drop", (event) => take(event.dataTransfer.files));
}
