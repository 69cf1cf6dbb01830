/* What is typed and not yet saved, in the browser's own storage: it outlives a reload and a closed lid. Where there is
   no storage (a private window, a full disk) it is held in memory, and `broken` says so. */
export class Drafts {
  #memory = new Map();

  constructor(name) {
    this.prefix = `${name}/`;
    this.broken = false;
    this.last = Date.now();
  }

  /** Places with something unsaved, those touched first coming first. */
  places() {
    const found = new Set(this.#memory.keys());
    try {
      for (let place = 0; place < localStorage.length; place += 1) {
        const key = localStorage.key(place);
        if (key.startsWith(this.prefix)) found.add(key.slice(this.prefix.length));
      }
    } catch {
      this.broken = true;
    }
    return [...found].sort((a, b) => (this.read(a)?.first ?? 0) - (this.read(b)?.first ?? 0));
  }

  read(place) {
    if (this.#memory.has(place)) return this.#memory.get(place);
    try {
      return JSON.parse(localStorage.getItem(this.prefix + place));
    } catch {
      return null;
    }
  }

  /** Each writing has a number of its own, so that an answer to an earlier one does not take away a later one. */
  write(place, draft) {
    this.last += 1;
    const made = { ...draft, n: this.last, first: this.read(place)?.first ?? this.last };
    try {
      localStorage.setItem(this.prefix + place, JSON.stringify(made));
      this.#memory.delete(place);
    } catch {
      this.broken = true;
      this.#memory.set(place, made);
    }
  }

  drop(place) {
    this.#memory.delete(place);
    try {
      localStorage.removeItem(this.prefix + place);
    } catch {
      this.broken = true;
    }
  }
}
