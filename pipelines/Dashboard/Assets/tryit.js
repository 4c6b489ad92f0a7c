// The try-it box: forms an instance of the model's signature and asks the gateway as any client does.
const form = document.getElementById("tryit");
const answer = document.getElementById("answer");
const model = form.dataset.model;
form.hidden = false;

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A picture field: what is drawn, dropped or pasted, scaled to what the model takes.
class Photo {
  constructor(field) {
    const box = field.querySelector(".photo");
    this.optional = "optional" in field.dataset;
    [this.width, this.height, this.channels] = ["width", "height", "channels"].map(name => +box.dataset[name]);
    this.pad = box.querySelector("canvas");
    this.seen = box.querySelector(".seen");
    this.invert = box.querySelector("[data-invert]");
    this.input = box.querySelector("input[type=file]");
    this.ink = this.pad.getContext("2d", { willReadFrequently: true });
    box.classList.toggle("light", this.channels > 1);
    this.clear();
    box.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.invert.addEventListener("change", () => this.look());
    this.input.addEventListener("change", () => this.open(this.input.files[0]));
    box.addEventListener("dragover", event => { event.preventDefault(); box.classList.add("over"); });
    box.addEventListener("dragleave", () => box.classList.remove("over"));
    box.addEventListener("drop", event => { event.preventDefault(); box.classList.remove("over"); this.open(event.dataTransfer.files[0]); });
    addEventListener("paste", event => { const file = [...event.clipboardData.files].find(file => file.type.startsWith("image/")); if (file) this.open(file); });
    this.pad.addEventListener("pointerdown", event => { this.pad.setPointerCapture(event.pointerId); this.stroke(event, true); });
    this.pad.addEventListener("pointermove", event => { if (event.buttons) this.stroke(event, false); });
  }

  clear() {
    this.ink.clearRect(0, 0, this.pad.width, this.pad.height);
    this.ink.fillStyle = this.channels === 1 ? "#000" : "#fff";
    if (this.channels < 4) this.ink.fillRect(0, 0, this.pad.width, this.pad.height);
    this.input.value = "";
    this.isEmpty = true;
    this.look();
  }

  async open(file) {
    if (!file) return;
    const picture = await createImageBitmap(file).catch(() => null);
    if (picture) this.draw(picture);
    else show(element("p", "That file is no picture that this browser reads.", { class: "bad" }));
  }

  draw(picture) {
    this.isEmpty = false;
    // All of it, in the middle, as large as it goes.
    const scale = Math.min(this.pad.width / picture.width, this.pad.height / picture.height);
    const [w, h] = [picture.width * scale, picture.height * scale];
    this.ink.clearRect(0, 0, this.pad.width, this.pad.height);
    this.ink.fillStyle = this.channels === 1 ? "#000" : "#fff";
    if (this.channels < 4) this.ink.fillRect(0, 0, this.pad.width, this.pad.height);
    this.ink.imageSmoothingEnabled = scale < 1;
    this.ink.imageSmoothingQuality = "high";
    this.ink.drawImage(picture, (this.pad.width - w) / 2, (this.pad.height - h) / 2, w, h);
    this.look();
  }

  stroke(event, begins) {
    const x = event.offsetX * this.pad.width / this.pad.clientWidth, y = event.offsetY * this.pad.height / this.pad.clientHeight;
    this.isEmpty = false;
    this.ink.lineWidth = this.pad.width / 14;
    this.ink.lineCap = this.ink.lineJoin = "round";
    this.ink.strokeStyle = this.channels === 1 ? "#fff" : "#111";
    if (begins || !this.last) this.last = [x, y];
    this.ink.beginPath();
    this.ink.moveTo(...this.last);
    this.ink.lineTo(x, y);
    this.ink.stroke();
    this.last = [x, y];
    this.look();
  }

  // Scales in steps of a half, since a browser's own scaling looks at four points only.
  pixels() {
    let from = this.pad;
    while (from.width > 2 * this.width && from.height > 2 * this.height) {
      const half = new OffscreenCanvas(Math.ceil(from.width / 2), Math.ceil(from.height / 2));
      half.getContext("2d").drawImage(from, 0, 0, half.width, half.height);
      from = half;
    }
    const to = new OffscreenCanvas(this.width, this.height);
    to.getContext("2d").drawImage(from, 0, 0, this.width, this.height);
    const data = to.getContext("2d").getImageData(0, 0, this.width, this.height);
    if (this.invert.checked) for (let i = 0; i < data.data.length; i++) if (i % 4 !== 3) data.data[i] = 255 - data.data[i];
    return data;
  }

  look() {
    this.seen.getContext("2d").putImageData(this.pixels(), 0, 0);
  }

  get value() {
    if (this.optional && this.isEmpty) return undefined;
    const { data } = this.pixels();
    const grey = at => Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
    return Array.from({ length: this.height }, (_, y) => Array.from({ length: this.width }, (_, x) => {
      const at = 4 * (y * this.width + x);
      return this.channels === 1 ? grey(at) : Array.from(data.slice(at, at + this.channels));
    }));
  }

  set value(sample) {
    if (sample === undefined || sample === null) {
      this.clear();
      return;
    }
    if (!Array.isArray(sample)) {
      createImageBitmap(new Blob([Uint8Array.from(atob(sample.b64), c => c.charCodeAt(0))])).then(picture => this.draw(picture));
      return;
    }
    const picture = new OffscreenCanvas(this.width, this.height);
    const data = new ImageData(this.width, this.height);
    sample.flat().forEach((pixel, i) => {
      const [r, g, b, a] = Array.isArray(pixel) ? (pixel.length === 1 ? [pixel[0], pixel[0], pixel[0], 255] : pixel) : [pixel, pixel, pixel, 255];
      data.data.set([r, g, b, a ?? 255], 4 * i);
    });
    picture.getContext("2d").putImageData(data, 0, 0);
    this.invert.checked = false;
    this.draw(picture);
  }
}

class Plain {
  constructor(field) {
    [this.type, this.optional] = [field.dataset.type, "optional" in field.dataset];
    this.input = field.querySelector("input, textarea");
  }

  get value() {
    if (this.type === "boolean") return this.input.checked;
    if (this.optional && this.input.value === "") return undefined;
    if (this.type === "vector") return this.input.value.split(/[\s,]+/).filter(word => word).map(Number);
    return this.type === "string" ? this.input.value : Number(this.input.value);
  }

  set value(sample) {
    if (this.type === "boolean") this.input.checked = Boolean(sample);
    else this.input.value = Array.isArray(sample) ? sample.join(", ") : sample ?? "";
  }
}

const fields = [...form.querySelectorAll("[data-field]")].map(field => [field.dataset.field, field.dataset.type === "image" ? new Photo(field) : new Plain(field)]);

function show(...parts) {
  answer.replaceChildren(...parts);
}

function bar(share) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "share");
  svg.setAttribute("viewBox", "0 0 100 6");
  svg.setAttribute("preserveAspectRatio", "none");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  rect.setAttribute("width", 100 * Math.max(0, Math.min(1, share)));
  rect.setAttribute("height", 6);
  svg.append(rect);
  return svg;
}

function table(rows) {
  const body = element("table");
  for (const cells of rows) {
    const row = body.insertRow();
    for (const cell of cells) row.insertCell().append(cell);
  }
  return body;
}

const number = (value, digits) => Number(value).toLocaleString("en", { maximumFractionDigits: digits });

// The three kinds of answers; anything else as it is.
function told(prediction) {
  if (prediction.scores) {
    const best = Object.entries(prediction.scores).sort((a, b) => b[1] - a[1]).slice(0, 8);
    const least = Math.min(0, ...best.map(pair => pair[1])), most = Math.max(1e-9, ...best.map(pair => pair[1]));
    const share = value => best.every(pair => pair[1] >= 0 && pair[1] <= 1) ? value : (value - least) / (most - least);
    return [element("strong", prediction.label), table(best.map(([name, value]) => [name, bar(share(value)), number(value, 3)]))];
  }
  if (typeof prediction.value === "number") return [element("strong", number(prediction.value, 6))];
  if (Array.isArray(prediction.neighbours)) {
    const list = element("ol");
    for (const { id, distance } of prediction.neighbours) {
      const item = element("li", id + " ");
      item.append(element("small", `distance ${number(distance, 4)}`));
      list.append(item);
    }
    return [list];
  }
  return [element("pre", JSON.stringify(prediction, null, 1))];
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const button = form.querySelector("button.main");
  button.disabled = true;
  const instance = Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
  const headers = { "content-type": "application/json" };
  if (form.elements.subject.value) headers["x-yard-subject"] = encodeURIComponent(form.elements.subject.value);
  if (form.elements.pin.value) headers["x-yard-version"] = form.elements.pin.value;
  try {
    const began = performance.now();
    const response = await fetch(`/v1/models/${encodeURIComponent(model)}:predict`, { method: "POST", headers, body: JSON.stringify({ instances: [instance] }) });
    const document = await response.json();
    const took = performance.now() - began;
    const of = name => response.headers.get(`x-yard-${name}`);
    if (!response.ok) {
      show(element("p", `${document.error?.code ?? response.status}: ${document.error?.message ?? "no answer"}`, { class: "bad" }));
      return;
    }
    const who = element("p", `arm ${of("arm")}, ${of("version")}, in ${number(took, 1)} ms${of("fallback") ? `, in the place of arm ${of("fallback")}` : ""} `, { class: "quiet" });
    who.append(element("code", of("prediction") ?? ""));
    show(...told(document.predictions[0]), who);
  } catch (failure) {
    show(element("p", `No answer: ${failure.message}`, { class: "bad" }));
  } finally {
    button.disabled = false;
  }
});

const samples = form.querySelector("[data-samples]");
fetch(`/models/${encodeURIComponent(model)}/samples.json`).then(response => response.json()).then(({ instances }) => {
  instances.slice(0, 8).forEach((sample, i) => {
    const button = element("button", `${i + 1}`, { type: "button", "aria-label": `sample ${i + 1}` });
    button.addEventListener("click", () => { for (const [name, field] of fields) field.value = sample[name]; });
    samples.append(button);
  });
  samples.hidden = instances.length === 0;
}).catch(() => {});
