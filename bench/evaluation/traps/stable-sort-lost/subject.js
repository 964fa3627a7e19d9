export function ranked(players) {
  return [...players].sort((one, other) => other.score - one.score);
}
