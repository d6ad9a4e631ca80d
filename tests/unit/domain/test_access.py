from domain.access import Role


def test_the_four_roles_are_those_of_the_screens():
    assert [role.value for role in Role] == ["agent", "supervisor", "manager", "admin"]
