// A fragment (the cited passage of a document) survives the redirect to this page, but not the form: carry it along.
const next = document.querySelector("input[name=next]");
document.querySelector("form.login").addEventListener("submit", () => {
  if (next.value && location.hash && !next.value.includes("#")) next.value += location.hash;
});
