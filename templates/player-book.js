// What the page knows: the book, one chapter at a time, and what is remembered between visits.

const $ = (id) => document.getElementById(id);
const readJson = (id) => JSON.parse($(id).textContent);
const book = readJson("book");
const CHAPTER = { TITLE: 0, LENGTH: 1, FILE: 2 };

// Unsigned numbers in base64, five bits a letter and a sixth bit for "more to come", as source maps have them.
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function numbersIn(text) {
  const found = [];
  let value = 0, shift = 0;
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter);
    value |= (digit & 31) << shift;
    if (digit & 32) { shift += 5; continue; }
    found.push(value);
    value = shift = 0;
  }
  return found;
}

// A chapter: items (paragraphs, headings) of lines; all lines that are heard, in order, with times in milliseconds.
function readChapter(number) {
  const lines = [], heard = [];
  const items = readJson(`chapter-${number}`).map(([kind, place, script, rows]) => {
    const item = { kind, place, script, lines: [] };
    for (const [text, start, end, who, words] of rows) {
      const [speaker, voice] = book.who[who];
      const line = { number: lines.length, item, text, start, end, speaker, voice, words, at: -1 };
      lines.push(line);
      item.lines.push(line);
      if (end > start) { line.at = heard.length; heard.push(line); }
    }
    return item;
  });
  return { number, title: book.chapters[number][CHAPTER.TITLE], items, lines, heard };
}

// The words of a line as [start, end, milliseconds], characters counted as the browser counts them.
function wordsOf(line) {
  const numbers = numbersIn(line.words || ""), words = [];
  let at = 0, ms = line.start;
  for (let i = 0; i < numbers.length; i += 2) {
    at += numbers[i];
    ms += numbers[i + 1] * 10;
    if (words.length) words[words.length - 1][1] = at;
    words.push([at, line.text.length, ms]);
  }
  return words;
}

// How many of a sorted list, by a number of each, are not above a value.
function countUpTo(list, value, number) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (number(list[middle]) <= value) low = middle + 1; else high = middle;
  }
  return low;
}

// A browser may refuse to remember anything; then the page works without.
const memory = {
  key: (name) => `audiobook:${book.id}:${name}`,
  read(name) {
    try { return JSON.parse(localStorage.getItem(this.key(name))); } catch { return null; }
  },
  write(name, value) {
    try { localStorage.setItem(this.key(name), JSON.stringify(value)); return true; } catch { return false; }
  },
};

function clockTime(seconds) {
  const s = Math.max(0, Math.floor(seconds)), pad = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${pad(s % 60)}` : `${Math.floor(s / 3600)}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const say = (text) => { $("status").textContent = text; };
