// Tests run on what tsc emitted (lib/): no second compiler, and the same files that are bundled.
export default {
  roots: ['<rootDir>/lib/__tests__'],
  testMatch: ['**/*.test.js'],
  testEnvironment: 'node',
  maxWorkers: '100%',
  // Modules of finished suites are not freed; a worker that holds many collects garbage more than it tests.
  workerIdleMemoryLimit: '800MB',
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
