/** What is said of the one trial that production is. */
export const ONE_TRIAL =
  'What ran for its users is one trial, however long: hold it against limits, and measure a change with compare.';
