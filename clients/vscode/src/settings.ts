// The settings that the server hears of: only those that someone set. A default sent from here would override what
// the notebook's project says in .lumen/config.yaml.

/** Keys of the section `lumen` that belong to the server. */
export const serverKeys = ['connection', 'schema', 'limit', 'shown', 'timeout', 'locale', 'charts', 'theme'] as const;

/** Picks from `read`, which gives a setting's value or null where nobody set it. */
export function settingsForServer(read: (key: string) => unknown): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const key of serverKeys) {
    const value = read(key);
    if (value !== null && value !== undefined && value !== '') chosen[key] = value;
  }
  return chosen;
}
