export class Rows extends Array {
  get total() {
    return this.reduce((sum, row) => sum + row, 0);
  }
}

export function positive(rows) {
  return rows.filter((row) => row > 0);
}
