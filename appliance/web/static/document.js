// Marks the passage that the address names, #p=PAGE&s=START&e=END: offsets are code points of the stored page, half-open.
function clear() {
  for (const mark of document.querySelectorAll("mark.cited")) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

function marked(...nodes) {
  const mark = document.createElement("mark");
  mark.className = "cited";
  mark.append(...nodes);
  return mark;
}

function markSegment(segment, from, to) {
  const start = Number(segment.dataset.s);
  const end = Number(segment.dataset.e);
  if (end <= from || start >= to) return null;
  if (segment.dataset.kind !== "text") { // a name stands for a stand-in of another length: all of it or nothing
    const mark = marked(...segment.childNodes);
    segment.append(mark);
    return mark;
  }
  const letters = Array.from(segment.textContent); // by code point
  const a = Math.max(0, from - start);
  const b = Math.min(letters.length, to - start);
  const mark = marked(letters.slice(a, b).join(""));
  segment.replaceChildren(letters.slice(0, a).join(""), mark, letters.slice(b).join(""));
  return mark;
}

function show() {
  clear();
  const wanted = new URLSearchParams(location.hash.slice(1));
  const sheet = document.getElementById(`page-${Number(wanted.get("p")) || 1}`);
  if (!wanted.has("s") || !sheet) return;
  const marks = [...sheet.querySelectorAll(".text > [data-s]")]
    .map((segment) => markSegment(segment, Number(wanted.get("s")), Number(wanted.get("e"))))
    .filter((mark) => mark !== null);
  document.getElementById("cited").hidden = marks.length === 0;
  if (marks.length) {
    marks[0].tabIndex = -1;
    marks[0].scrollIntoView({ block: "center" });
    marks[0].focus({ preventScroll: true });
  }
}

addEventListener("hashchange", show);
show();
