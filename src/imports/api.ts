export { recentImportsOf } from './progress-store.ts';
