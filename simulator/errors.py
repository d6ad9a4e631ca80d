"""What can go wrong in the simulator.

SimulatorError
├── BookUnreadable      the persona book is missing or is not one
├── ClipsUnavailable    no speech engine could render what debtors say
└── RobotAgentFailed    a robot agent could not log in or work
"""


class SimulatorError(Exception):
    """The simulator could not do its part."""


class BookUnreadable(SimulatorError):
    """The persona book is missing or is not one."""


class ClipsUnavailable(SimulatorError):
    """No speech engine could render what debtors say."""


class RobotAgentFailed(SimulatorError):
    """A robot agent could not log in or work."""
