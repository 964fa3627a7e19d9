export function allowed(role, roles) {
  return roles.includes(role);
}
