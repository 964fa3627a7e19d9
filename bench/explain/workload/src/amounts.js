/** Repetitions of each part's work; a planted slowdown changes one number and nothing else. */
export const amounts = {
  tokenise: 20,
  convert: 30,
  checksum: 60,
  render: 60,
  rank: 8,
  lookUp: 80,
};
