import { prepare, runScript } from './prepare.js';

// `npm run build`: everything that `npm start` does before it starts.
await runScript(async () => {
  await prepare();
});
