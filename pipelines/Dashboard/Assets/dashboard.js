// What the pages do beyond HTML: theme, search while typing, and numbers that move. Everything else works without it.
const root = document.documentElement;
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const theme = $("#theme");
theme.hidden = false;
theme.addEventListener("click", () => {
  const isDark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = isDark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
});

// Puts the same part of another answer in the place of this one's.
let newest = 0;
async function swap(address) {
  const mine = ++newest;
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = $("#swap", page);
  if (mine !== newest || !part) return;
  $("#swap").replaceWith(part);
  watch();
}

const search = $("#q");
if (search) {
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const address = search.value ? `/?q=${encodeURIComponent(search.value)}` : "/";
      history.replaceState(null, "", address);
      swap(address);
    }, 120);
  });
  addEventListener("keydown", event => {
    const busy = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !busy && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.select();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.blur();
    }
  });
}

// A run that is under way moves on until it has ended.
setInterval(() => {
  if ($("[data-under-way]") && document.visibilityState === "visible") swap(location.href).catch(() => {});
}, 2000);

// Only what is in view is asked for, so that a thousand models cost no more than those that are looked at.
const inView = new Set();
const eye = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target);
});
function watch() {
  eye.disconnect();
  inView.clear();
  for (const model of $$("[data-model]:not(form)")) eye.observe(model);
}

const pulse = $("#pulse");
function say(text, lost) {
  pulse.hidden = false;
  if (pulse.textContent !== text) pulse.textContent = text;
  pulse.classList.toggle("lost", lost);
}

function put(cell, text) {
  if (!cell || cell.textContent === text) return false;
  cell.textContent = text;
  return true;
}

// Moves one model's numbers; tells whether its arms are no longer those on the page.
function move(model, arms) {
  const shown = $$("[data-arm]", model);
  const same = shown.length === arms.length && arms.every((arm, i) =>
    shown[i].dataset.arm === arm.arm && $("a", shown[i].nextElementSibling).textContent === arm.version);
  if (!same) return true;
  let at = 0;
  arms.forEach((arm, i) => {
    const row = shown[i].parentNode;
    for (const name of ["rate", "p50", "p99"]) put($(`[data-live=${name}]`, row), arm[name]);
    const weight = $("[data-live=weight]", row);
    if (put(weight, arm.weight)) {
      weight.classList.remove("changed");
      void weight.offsetWidth; // so that the animation starts anew
      weight.classList.add("changed");
    }
    const state = $("[data-live=state]", row);
    if (put(state, arm.state)) state.className = `state ${arm.state === "ready" ? "ok" : "bad"}`;
    const bar = $(`[data-weight="${CSS.escape(arm.arm)}"]`, model);
    bar?.setAttribute("x", at);
    bar?.setAttribute("width", arm.share);
    at += arm.share;
    const spark = $(`[data-spark="${CSS.escape(arm.arm)}"] path`, model);
    if (spark && arm.seconds) {
      const most = Math.max(1, ...arm.seconds);
      spark.setAttribute("d", "M" + arm.seconds.map((n, s) => `${(s * 120 / 59).toFixed(1)} ${(19 - 18 * n / most).toFixed(1)}`).join("L"));
    }
  });
  const svg = $(".weights", model);
  svg?.setAttribute("aria-label", arms.map(arm => `${arm.arm} ${arm.weight}`).join(", "));
  return false;
}

async function poll() {
  const models = [...new Set([...inView].map(part => part.dataset.model))];
  if (document.visibilityState === "visible" && models.length > 0) {
    try {
      const answer = await fetch(`/live?models=${models.map(encodeURIComponent).join(",")}`, { signal: AbortSignal.timeout(5000) });
      const live = await answer.json();
      say("live", false);
      let stale = false;
      for (const part of inView) stale = move(part, live[part.dataset.model] ?? []) || stale;
      if (stale) await swap(location.href);
    } catch {
      say("gateway not reached", true);
    }
  }
  setTimeout(poll, 1000);
}

watch();
if ($("[data-model]:not(form)")) setTimeout(poll, 200);
