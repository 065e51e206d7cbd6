"use strict";
/* The same as briefing_app/domain/checkin_code.py: answers, day and minute, signed, in groups with a check character each. */
(() => {
  const page = JSON.parse(document.getElementById("page").textContent);
  const byId = (id) => document.getElementById(id);
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const VERSION = 1, PAGE_BITS = 18, DAY_BITS = 14, MINUTE_BITS = 11, LEAST_SIGNATURE = 32, DATA = 4, MOST_NAMED = 5;
  const FIRST_DAY = Date.UTC(2020, 0, 1), DAY = 86400000;

  // -- HMAC-SHA256 (FIPS 180-4, RFC 2104): a page opened from a file may not be given the browser's own

  const primes = (count) => {
    const found = [];
    for (let one = 2; found.length < count; one++) if (found.every((other) => one % other)) found.push(one);
    return found;
  };
  const fraction = (value) => Math.floor((value - Math.floor(value)) * 4294967296);
  const START = primes(8).map((one) => fraction(Math.sqrt(one)));
  const ROUNDS = primes(64).map((one) => fraction(Math.cbrt(one)));
  const turn = (value, by) => (value >>> by) | (value << (32 - by));

  function sha256(bytes) {
    const length = Math.ceil((bytes.length + 9) / 64) * 64;
    const padded = new Uint8Array(length);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    new DataView(padded.buffer).setUint32(length - 4, bytes.length * 8);
    const view = new DataView(padded.buffer), hash = START.slice(), word = new Uint32Array(64);
    for (let at = 0; at < length; at += 64) {
      for (let i = 0; i < 64; i++) {
        if (i < 16) { word[i] = view.getUint32(at + 4 * i); continue; }
        const x = word[i - 15], y = word[i - 2];
        word[i] = word[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + word[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = hash;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + word[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { hash[i] = (hash[i] + value) | 0; });
    }
    const out = new Uint8Array(32);
    hash.forEach((value, i) => new DataView(out.buffer).setUint32(4 * i, value >>> 0));
    return out;
  }

  function hmac(key, words) {
    const pad = (byte) => Uint8Array.from({ length: 64 }, (_, i) => (key[i] || 0) ^ byte);
    const joined = (one, two) => { const all = new Uint8Array(one.length + two.length); all.set(one); all.set(two, one.length); return all; };
    return sha256(joined(pad(0x5c), sha256(joined(pad(0x36), new TextEncoder().encode(words)))));
  }

  // -- the code

  const key = Uint8Array.from(page.key.match(/../g), (pair) => parseInt(pair, 16));

  function times(symbol, powers) {
    for (let i = 0; i < powers; i++) symbol = (symbol << 1) ^ (symbol & 16 ? 0b100101 : 0);
    return symbol;
  }

  function code(days, minute, answers) {
    let packed = 0n, most = 1n;
    answers.forEach((answer, i) => {
      const base = BigInt(page.choices[i] + 1);
      packed = packed * base + BigInt(answer);
      most *= base;
    });
    const answerBits = most === 1n ? 0 : (most - 1n).toString(2).length;
    const head = 2 + PAGE_BITS + DAY_BITS + MINUTE_BITS + answerBits;
    const groups = Math.ceil((head + LEAST_SIGNATURE) / (5 * DATA)), signature = groups * 5 * DATA - head;
    const words = `briefing check-in ${VERSION}|${page.number}|${days}|${minute}|${answers.join(",")}`;
    const digest = BigInt("0x" + Array.from(hmac(key, words), (byte) => byte.toString(16).padStart(2, "0")).join(""));
    let value = (BigInt(VERSION) << BigInt(PAGE_BITS)) | BigInt(page.number);
    for (const [more, bits] of [[BigInt(days), DAY_BITS], [BigInt(minute), MINUTE_BITS], [packed, answerBits], [digest >> BigInt(256 - signature), signature]])
      value = (value << BigInt(bits)) | more;
    return Array.from({ length: groups }, (_, index) => {
      let total = (index % 31) + 1, written = "";
      for (let place = 0; place < DATA; place++) {
        const symbol = Number((value >> BigInt(5 * (DATA * (groups - index) - place - 1))) & 31n);
        total ^= times(symbol, place + 1);
        written += ALPHABET[symbol];
      }
      return written + ALPHABET[total];
    });
  }

  // -- the form

  const form = byId("form"), help = byId("help"), wrong = byId("wrong"), done = byId("done"), said = byId("said");
  const questions = Array.from(form.querySelectorAll("fieldset"));
  const chosen = (question) => question.querySelector("input:checked");
  let text = "", name = "";

  function changed(event) {
    done.hidden = true;
    wrong.hidden = true;
    said.textContent = "";
    if (event.target.dataset.alarm) {
      event.target.closest("fieldset").after(help);
      help.hidden = false;
    } else if (!form.querySelector("[data-alarm]:checked")) {
      help.hidden = true;
    }
  }

  function point(open) {
    const list = byId("open");
    list.replaceChildren(...open.slice(0, MOST_NAMED).map((question) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = "#" + question.id;
      link.textContent = question.querySelector("legend").textContent;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        question.querySelector("input").focus();
      });
      item.append(link);
      return item;
    }));
    const none = open.length === questions.length && !form.querySelector("input:checked");
    byId("wrong-words").textContent = none
      ? "No question has an answer yet."
      : open.length === 1 ? "One question has no answer:"
      : `${open.length} questions have no answer${open.length > MOST_NAMED ? ". The first:" : ":"}`;
    list.hidden = none;
    byId("anyway").hidden = none;
    wrong.hidden = false;
    wrong.focus();
  }

  function finish(anyway) {
    const open = questions.filter((question) => !chosen(question));
    const answers = questions.map((question) => Number(chosen(question)?.value || 0));
    if ((open.length && !anyway) || !answers.some((answer) => answer)) {
      point(answers.some((answer) => answer) ? open : questions);
      return;
    }
    wrong.hidden = true;
    const now = new Date(), local = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    const groups = code((local - FIRST_DAY) / DAY, now.getHours() * 60 + now.getMinutes(), answers);
    text = groups.join("-");
    const two = (number) => String(number).padStart(2, "0");
    name = `check-in-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.txt`;
    const day = now.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    byId("when").textContent = `Finished on ${day} at ${two(now.getHours())}:${two(now.getMinutes())}, by the clock of this device.`;
    byId("code").replaceChildren(...groups.map((group) => {
      const item = document.createElement("li");
      item.textContent = group;
      return item;
    }));
    done.hidden = false;
    if (!help.hidden) done.before(help);
    done.focus();
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "The code is copied.";
    } catch {
      getSelection().selectAllChildren(byId("code"));
      said.textContent = "This browser does not let the page copy. The code is marked: copy it by hand.";
    }
  }

  function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`Briefing check-in\n${text}\n`], { type: "text/plain" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    said.textContent = `Saved as ${name} where this browser keeps what it saves.`;
  }

  function again() {
    form.reset();
    help.hidden = done.hidden = wrong.hidden = true;
    text = "";
    byId("code").replaceChildren();
    said.textContent = "";
    byId("title").focus();
  }

  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => { event.preventDefault(); finish(false); });
  byId("anyway").addEventListener("click", () => finish(true));
  byId("copy").addEventListener("click", copy);
  byId("save").addEventListener("click", save);
  byId("again").addEventListener("click", again);
  form.reset();
  form.hidden = false;
})();
