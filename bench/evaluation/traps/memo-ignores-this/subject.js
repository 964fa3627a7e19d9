export class Tax {
  constructor(rate) {
    this.rate = rate;
  }

  of(price) {
    return Math.round(price * this.rate) / 100;
  }
}
