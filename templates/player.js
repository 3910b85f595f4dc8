// Buttons and keys, and the beginning: where the person was when they left.

const keys = {
  " ": () => sound.toggle(), k: () => sound.toggle(),
  ArrowLeft: () => sound.skip(-SKIP_S), j: () => sound.skip(-SKIP_S),
  ArrowRight: () => sound.skip(SKIP_S), l: () => sound.skip(SKIP_S),
  p: () => sound.step(-1), n: () => sound.step(1),
  P: () => sound.chapter(-1), N: () => sound.chapter(1),
  "-": () => sound.faster(-1), "+": () => sound.faster(1), "=": () => sound.faster(1), 1: () => sound.setSpeed(1),
  f: () => text.follow(true), c: () => contents(true), e: () => marks.proof(!text.proof), m: () => marks.ask(),
  "?": () => $("help").showModal(),
};

// What an element does with a key itself stays with it.
function keepsKey(target, key) {
  const name = target.tagName;
  if (name === "TEXTAREA" || name === "SELECT") return true;
  if (name === "INPUT") return target.type !== "range" ? key === " " || target.type === "text" : key.startsWith("Arrow");
  return (name === "BUTTON" || name === "A") && (key === " " || key === "Enter");
}

const SCROLLING = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

addEventListener("keydown", (event) => {
  const { target } = event;
  // Caps Lock must not turn sentences into chapters.
  const key = event.key.length > 1 ? event.key : event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || keepsKey(target, key)) return;
  const onLine = target.classList.contains("line");
  if (onLine && (key === "ArrowUp" || key === "ArrowDown")) text.step(target, key === "ArrowUp" ? -1 : 1);
  else if (onLine && key === "Enter") target.click();
  else if (SCROLLING.has(key)) { if (!target.closest("nav, aside, input")) text.scrolledAway(); return; }
  else if (keys[key] && $("keys-on").checked) keys[key]();
  else return;
  event.preventDefault();
});

// A button pressed with the mouse gives the space bar back: who has chosen a chapter and presses it means "pause", not
// "this chapter again". A click made by a key has detail 0, and keeps its place.
addEventListener("click", (event) => {
  if (event.detail > 0 && !event.target.closest("dialog")) event.target.closest("button")?.blur();
});

function contents(open) {
  const list = $("contents"), shown = open ?? list.hidden;
  list.hidden = !shown;
  $("contents-button").setAttribute("aria-expanded", String(shown));
  if (open) list.querySelector("[aria-current]").focus();
}

function listen(id, kind, act) { $(id).addEventListener(kind, act); }

listen("contents-button", "click", () => contents());
listen("help-button", "click", () => $("help").showModal());
listen("help-close", "click", () => $("help").close());
listen("keys-on", "change", (event) => memory.write("keys", event.target.checked));
listen("play", "click", () => sound.toggle());
listen("previous", "click", () => sound.step(-1));
listen("next", "click", () => sound.step(1));
listen("backward", "click", () => sound.skip(-SKIP_S));
listen("forward", "click", () => sound.skip(SKIP_S));
listen("seek", "input", (event) => { sound.seek(Number(event.target.value)); text.follow(true); });
listen("speed", "change", (event) => sound.setSpeed(Number(event.target.value)));
listen("volume", "input", (event) => { audio.volume = Number(event.target.value); sound.save(); });
listen("sleep", "change", (event) => {
  const minutes = Number(event.target.value);
  sound.sleepAt = minutes > 0 ? Date.now() + minutes * 60000 : 0;
  say(minutes ? `Sleep timer: ${event.target.selectedOptions[0].text}` : "Sleep timer off");
});

function begin() {
  const place = memory.read("place") || {}, count = book.chapters.length;
  const chapter = Number.isInteger(place.chapter) && place.chapter >= 0 && place.chapter < count ? place.chapter : 0;
  const seconds = chapter === place.chapter && Number.isFinite(place.seconds) ? place.seconds : 0;
  if ([...$("speed").options].some((option) => Number(option.value) === place.speed)) $("speed").value = String(place.speed);
  if (place.volume >= 0 && place.volume <= 1) audio.volume = $("volume").value = place.volume;
  audio.defaultPlaybackRate = Number($("speed").value);
  $("keys-on").checked = memory.read("keys") !== false;
  if (innerWidth < 900 || count < 2) contents(false);
  chapters.list();
  marks.start();
  media.listen();
  sound.open(chapter, seconds);
}

begin();
