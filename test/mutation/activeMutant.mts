/** The ID of the mutant that Stryker has switched on; none while it looks at what the tests reach. */
export const activeMutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;
