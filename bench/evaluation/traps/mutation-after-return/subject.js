export function settingsOf(name) {
  return { name, retries: 3, hosts: ['one', 'two'] };
}
