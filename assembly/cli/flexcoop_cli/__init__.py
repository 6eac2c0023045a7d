"""The command line of the FLEXCoop Middleware.

Standard library only, so that python3 is all it needs. ``arguments`` lists the verbs; each verb lives in the module of
its name. Functions without side effects (readiness, plot, household) are apart from those that start processes.
"""
