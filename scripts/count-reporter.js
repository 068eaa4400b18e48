import { writeFileSync } from 'node:fs';

/** @import { SerializedError } from 'vitest' */
/** @import { TestModule, TestRunEndReason } from 'vitest/node' */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Tells scripts/test.js how many tests passed and failed, in the file named by TEST_COUNTS_FILE. A
 * file that cannot be loaded, a failing set-up or tear-down and an error outside of any test count
 * as failures too.
 */
export default class CountReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly SerializedError[]} unhandledErrors
   * @param {TestRunEndReason} reason
   */
  onTestRunEnd(modules, unhandledErrors, reason) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
      }
      const groups = [module, ...module.children.allSuites()];
      counts.failed += groups.filter((group) => group.errors().length > 0).length;
    }
    if (reason !== 'passed' && counts.failed === 0) counts.failed = 1;
    if (process.env.TEST_COUNTS_FILE) {
      writeFileSync(process.env.TEST_COUNTS_FILE, JSON.stringify(counts));
    }
  }
}
