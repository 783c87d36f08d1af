// Minutes that could not be saved yet, though the page of another child is open by now.

export class Pending {
  #minutes = new Set();

  constructor(place, open) {
    this.place = place;
    this.open = open;
  }

  set(minute, isPending) {
    if (isPending) this.#minutes.add(minute);
    else this.#minutes.delete(minute);
    this.show();
  }

  show() {
    if (!this.place) return;
    const elsewhere = [...this.#minutes].filter((minute) => !minute.form.isConnected && !minute.closed);
    const shown = elsewhere.map((minute) => minute.url).join();
    if (this.shown === shown) return;
    this.shown = shown;
    this.place.replaceChildren();
    this.place.hidden = !elsewhere.length;
    if (!elsewhere.length) return;
    this.place.append("Not saved yet, and kept on this computer: ");
    elsewhere.forEach((minute, n) => {
      if (n) this.place.append(", ");
      this.place.append(this.#link(minute));
    });
  }

  #link(minute) {
    const link = document.createElement("a");
    Object.assign(link, { href: minute.url, className: "govuk-link", textContent: minute.name });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.open(minute.url);
    });
    return link;
  }
}
