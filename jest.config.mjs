// Tests run on what tsc emitted (lib/): no second compiler, and the same files that are bundled.
export default {
  roots: ['<rootDir>/lib/__tests__'],
  testMatch: ['**/*.test.js'],
  testEnvironment: 'node',
  maxWorkers: '100%',
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
