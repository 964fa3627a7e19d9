export class Collected {
  #parts = [];

  add(piece) {
    this.#parts.push(Buffer.from(piece));
  }

  text() {
    return Buffer.concat(this.#parts).toString('latin1');
  }
}
