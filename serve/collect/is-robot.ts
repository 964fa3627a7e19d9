/**
 * Words in the names of programs that are no user's browser. Those that hide are not found by any
 * list; the snippet is silent in browsers that a program drives.
 */
const ROBOTS =
  /bot\b|bot[/\s;_-]|crawl|spider|slurp|headless|lighthouse|pagespeed|ptst|phantomjs|puppeteer|playwright|selenium|monitor|uptime|pingdom|preview|fetch|facebookexternalhit|^(?:curl|wget|python|go-http|java|okhttp|axios|node|ruby|php|libwww|apache)/iu;

/** Whether a user agent names a program; every browser names itself, so that no name is one too. */
export function isRobot(userAgent: string | null): boolean {
  return userAgent === null || userAgent === '' || ROBOTS.test(userAgent);
}
